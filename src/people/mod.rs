//! People and their employments: who works where, as each partner's staff list says.

pub mod staff_list;
