"""The checks of `orderpoint verify`: small worlds and sums whose answers are known from elsewhere."""
