//! An analyst checks the methods on files of their own, on the command line and without a database.

use std::fs;

use serde_json::Value;

use crate::support::process::command;

const REGIONS: &str = "region,sex,count\n\
    A,m,18\nA,f,2\nA,Total,20\nB,m,14\nB,f,19\nB,Total,33\nC,m,12\nC,f,10\nC,Total,22\n\
    D,m,11\nD,f,14\nD,Total,25\nTotal,m,55\nTotal,f,45\nTotal,Total,100\n";

fn json(output: &std::process::Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_table_is_protected_and_says_what_an_attacker_is_left_with() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("regions.csv"), REGIONS).expect("a file");
    // Settings that would stop the service stop no method.
    let settings = [("FAIRWIND_PORT", "no port")];
    let protect = |more: &[&str]| {
        let all = [&["protect", "regions.csv", "--threshold", "10"], more].concat();
        command(folder.path(), &settings, &all)
    };
    let report = json(&protect(&[]));
    assert_eq!(
        report["hidden"],
        serde_json::json!({"primary": 1, "secondary": 3, "of": 15})
    );
    let cells = report["cells"].as_array().expect("cells");
    for cell in cells {
        let [least, most] = [0, 1].map(|at| cell["interval"][at].as_i64().expect("a number"));
        match cell["state"].as_str() {
            Some("shown") => assert_eq!(
                (least, most),
                (cell["count"].as_i64().expect("it is shown"), least)
            ),
            _ => assert!(cell.get("count").is_none() && most - least >= 10, "{cell}"),
        }
    }
    let small = &cells[1];
    assert_eq!(
        small["dimensions"],
        serde_json::json!({"region": "A", "sex": "f"})
    );
    assert_eq!(small["state"], "primary");

    // Another table of the same people by age is protected together with it, and has the same fate where they meet.
    let ages = "region,age,count\nA,young,3\nA,old,17\nA,Total,20\n";
    fs::write(folder.path().join("ages.csv"), ages).expect("a file");
    let linked = json(&protect(&["--linked", "ages.csv"]));
    let of_region = |table: &str| {
        let cells = linked["cells"].as_array().expect("cells").iter();
        let wanted = |cell: &&Value| {
            let place = &cell["dimensions"];
            cell["table"] == table
                && place["region"] == "A"
                && (place["sex"] == "Total" || place["age"] == "Total")
        };
        cells
            .filter(wanted)
            .map(|cell| cell["state"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of_region("regions.csv"), of_region("ages.csv"));

    fs::write(
        folder.path().join("regions.csv"),
        "region,count\nA,3\nB,4\nTotal,8\n",
    )
    .expect("a file");
    let refused = protect(&[]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        said.contains("regions.csv, line 4: this total is 8, and its parts add up to 7."),
        "{said}"
    );
}

#[test]
fn what_was_released_before_cannot_be_subtracted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    file("october.csv", "group,count\nA,40\nB,60\nC,55\nTotal,155\n");
    let run = |arguments: &[&str]| command(folder.path(), &[], arguments);
    let first = run(&["protect", "october.csv", "--threshold", "10"]);
    assert_eq!(json(&first)["hidden"]["primary"], 0);
    file("october.json", &String::from_utf8_lossy(&first.stdout));
    // Three more in one group since, and many in the others.
    file("november.csv", "group,count\nA,43\nB,90\nC,80\nTotal,213\n");
    let later = run(&[
        "protect",
        "november.csv",
        "--threshold",
        "10",
        "--released",
        "october.json",
    ]);
    let cells = json(&later)["cells"].clone();
    assert_eq!(
        cells[0]["state"], "secondary",
        "43 less 40 are three people"
    );
    assert!(
        cells.as_array().is_some_and(|cells| cells
            .iter()
            .filter(|c| c["state"] != "shown")
            .count()
            > 1)
    );
}

#[test]
fn a_series_is_read_as_a_control_chart() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = [20, 24, 20, 26, 22, 16, 18, 16, 31, 28, 34, 26, 30, 19, 18];
    let rows: String = (1..)
        .zip(values)
        .map(|(day, value)| format!("2026-01-{day:02},{value}\n"))
        .collect();
    fs::write(
        folder.path().join("series.csv"),
        format!("date,value\n{rows}"),
    )
    .expect("a file");
    let output = command(
        folder.path(),
        &[],
        &["spc", "series.csv", "--good", "lower", "--target", "40"],
    );
    let report = json(&output);
    let round = |value: &Value| (value.as_f64().expect("a number") * 100.0).round() / 100.0;
    assert_eq!(
        [
            &report["mean"],
            &report["lower"],
            &report["upper"],
            &report["moving_range"]
        ]
        .map(round),
        [23.2, 8.76, 37.64, 5.43]
    );
    assert_eq!(report["assurance"]["icon"], "pass");
    assert_eq!(report["points"].as_array().map(Vec::len), Some(15));
    let bad = command(folder.path(), &[], &["spc", "nothing.csv"]);
    assert_eq!(bad.status.code(), Some(1));
}
