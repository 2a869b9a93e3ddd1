"""Document formats shared by publication and evaluation: PDF through typst, Word layout, reproducible ZIP containers."""
