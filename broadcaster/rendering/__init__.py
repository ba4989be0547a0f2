"""Facts and a template in; text, pixels or paper out."""
