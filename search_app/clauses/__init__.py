"""Into which parts does the text of a file fall, and what does it say of itself: title, number, dates, offices?"""
