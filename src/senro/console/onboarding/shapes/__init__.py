"""What the domain tells, in the shapes the components of `senro.ui` take."""
