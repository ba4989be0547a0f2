"""What people answer: replies, questionnaires, clues, objections."""
