"""The template of plugins: names, files, and how later versions reach a plugin."""
