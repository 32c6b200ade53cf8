//! Every migration can be gone back on, and leaves the schema as it found it.

use fairwind_migrations::Migrator;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait as _;

use crate::support::database::{Kind, TestDatabase};

on_both! {
    async fn the_schema_survives_going_down_and_up_again(database: TestDatabase) {
        let connection = connect(&database).await;
        let before = schema(&connection, database.kind()).await;
        assert!(before.len() > 1, "the migrated schema is empty");

        Migrator::down(&connection, None).await.expect("every migration goes down");
        let ours: Vec<String> = schema(&connection, database.kind())
            .await
            .into_iter()
            .filter(|line| !line.contains("seaql_migrations"))
            .collect();
        assert_eq!(ours, Vec::<String>::new(), "migrations leave these behind on their way down");

        Migrator::up(&connection, None).await.expect("every migration goes up again");
        assert_eq!(schema(&connection, database.kind()).await, before);
    }

    async fn migrations_run_on_an_empty_database_and_then_have_nothing_to_do(migrated: TestDatabase) {
        let empty = TestDatabase::empty(migrated.kind());
        let connection = connect(&empty).await;
        Migrator::up(&connection, None).await.expect("migrations run on an empty database");
        let once = schema(&connection, empty.kind()).await;
        Migrator::up(&connection, None).await.expect("migrations run twice");
        assert_eq!(schema(&connection, empty.kind()).await, once);
        assert_eq!(schema(&connect(&migrated).await, migrated.kind()).await, once);
    }
}

async fn connect(database: &TestDatabase) -> DatabaseConnection {
    Database::connect(database.url())
        .await
        .expect("a test's database takes connections")
}

/// Every table, column, index and constraint, one a line, in an order that does not depend on when it was made.
async fn schema(connection: &DatabaseConnection, kind: Kind) -> Vec<String> {
    let query = match kind {
        Kind::Sqlite => {
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_schema \
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY line"
        }
        Kind::Postgres => {
            "SELECT concat_ws(' ', 'column', table_name, column_name, data_type, \
                    character_maximum_length, is_nullable, column_default) AS line \
             FROM information_schema.columns WHERE table_schema = 'public' \
             UNION ALL SELECT concat_ws(' ', 'index', tablename, indexdef) FROM pg_indexes WHERE schemaname = 'public' \
             UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) \
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
             UNION ALL SELECT concat_ws(' ', 'type', typname, enumlabel) FROM pg_enum JOIN pg_type ON enumtypid = pg_type.oid \
             UNION ALL SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal \
             ORDER BY line"
        }
    };
    let statement = Statement::from_string(connection.get_database_backend(), query);
    connection
        .query_all_raw(statement)
        .await
        .expect("the schema can be read")
        .into_iter()
        .map(|row| row.try_get("", "line").expect("one line of text"))
        .collect()
}
