"""What messages say, in every language. All of it pure: values in, words out."""
