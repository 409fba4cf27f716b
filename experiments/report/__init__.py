"""The report: pages composed from stored results, as HTML, PDF and an Excel workbook."""
