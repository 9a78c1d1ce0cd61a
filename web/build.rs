//! Puts the examples together, so that the page carries them: fixtures/examples.json names requests of fixtures/signed/, whose bytes lie in files
//! beside their recorded answers. The result has the shape of `web/src/examples.rs`.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let fixtures = Path::new("../fixtures");
    println!("cargo::rerun-if-changed=build.rs");
    let mut examples = Vec::new();
    for chosen in list(&read_json(&fixtures.join("examples.json"))?)? {
        examples.push(example(fixtures, chosen).map_err(|error| format!("{}: {error}", chosen["id"]))?);
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("examples.json");
    std::fs::write(out, serde_json::to_vec(&examples)?)?;
    Ok(())
}

fn example(fixtures: &Path, chosen: &Value) -> Result<Value> {
    let case = text(chosen, "case")?;
    let folder = fixtures.join("signed").join(case);
    let recorded = read_json(&folder.join("case.json"))?;
    let wanted = list(&recorded["requests"])?
        .iter()
        .find(|request| request["id"] == chosen["request"]);
    let request = request(&folder, wanted.ok_or("no such request")?)?;

    let id = format!("{case}/{}", text(chosen, "request")?);
    let expected = read_json(&folder.join("expected.json"))?;
    let answer = list(&expected["answers"])?.iter().find(|answer| answer["id"] == *id);
    let allowed = answer
        .and_then(|answer| answer["allowed"].as_bool())
        .ok_or("no recorded answer")?;
    Ok(json!({
        "id": chosen["id"], "title": chosen["title"], "story": chosen["story"],
        "allowed": allowed, "request": request,
    }))
}

/// The request with the files' bytes in the place of their names (fixtures/signed/README.md).
fn request(folder: &Path, recorded: &Value) -> Result<Value> {
    let policy = String::from_utf8(read(folder, &recorded["policy"])?)?;
    let mut request = Map::new();
    for (name, value) in recorded.as_object().ok_or("a request is an object")? {
        let value = match name.as_str() {
            "id" | "shows" => continue,
            "policy" => Value::String(policy.clone()),
            "manifest" => base64(folder, value)?,
            "signatures" => list(value)?
                .iter()
                .map(|file| base64(folder, file))
                .collect::<Result<_>>()?,
            "files" => {
                let files = value.as_object().ok_or("files is an object")?.iter();
                // The requests of a case share their files; an example has those that its policy names.
                let named = files.filter(|(path, _)| policy.contains(path.as_str()));
                named
                    .map(|(path, file)| Ok((path.clone(), base64(folder, file)?)))
                    .collect::<Result<_>>()?
            }
            _ => value.clone(),
        };
        request.insert(name.clone(), value);
    }
    Ok(Value::Object(request))
}

fn base64(folder: &Path, name: &Value) -> Result<Value> {
    Ok(Value::String(STANDARD.encode(read(folder, name)?)))
}

fn read(folder: &Path, name: &Value) -> Result<Vec<u8>> {
    read_file(&folder.join(name.as_str().ok_or("a file's name is a text")?))
}

fn read_json(path: &Path) -> Result<Value> {
    Ok(serde_json::from_slice(&read_file(path)?)?)
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    println!("cargo::rerun-if-changed={}", path.display());
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn list(value: &Value) -> Result<&[Value]> {
    Ok(value.as_array().ok_or("not a list")?)
}

fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str> {
    Ok(value[field].as_str().ok_or_else(|| format!("{field} is not a text"))?)
}
