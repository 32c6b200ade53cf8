//! What may be shown of tables of counts of people, so that nobody can be worked out from everything shown.
