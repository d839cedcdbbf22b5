"""An instrument as pages: the form, the answer sheet and the preview around them."""
