"""Normal loss functions against numerical integration and each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import norm

from policies.sizing import inverse_normal_loss, normal_loss, normal_second_loss


@pytest.mark.parametrize("z", [-6.0, -2.0, -0.5, 0.0, 0.7, 3.0, 6.0])
def test_loss_is_the_integral_of_the_tail(z):
    """G(z) and H(z) are the once and twice integrated tail, to nine digits far out."""
    once = integrate.quad(norm.sf, z, z + 45, epsabs=0, epsrel=1e-11, limit=400)[0]
    twice = integrate.quad(lambda x: (x - z) * norm.sf(x), z, z + 45, epsabs=0, epsrel=1e-11, limit=400)[0]
    assert normal_loss(z) == pytest.approx(once, rel=1e-9)
    assert normal_second_loss(z) == pytest.approx(twice, rel=1e-9)


@given(st.floats(min_value=1e-12, max_value=50))
@settings(deadline=None)
def test_inverse(loss):
    """The loss of the inverse is the loss, from deep shortage to almost none."""
    assert normal_loss(inverse_normal_loss(loss)) == pytest.approx(loss, rel=1e-9)
