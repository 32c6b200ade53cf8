//! Process control charts (XmR) of a series over time, by the rules of Making Data Count.
