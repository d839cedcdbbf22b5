"""What an author's file holds that is wrong, or to be looked over."""
