"""Workbooks from outside, read without loss."""
