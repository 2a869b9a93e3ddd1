"""Document formats shared by publication and evaluation: PDF with typst, Word layout, reproducible ZIP containers."""
