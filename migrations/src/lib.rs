use sea_orm_migration as _;
