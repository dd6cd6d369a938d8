//! The files of a pipeline folder: msgpack values, serialised layers, and the few settings inference needs.

use crate::error::LoadError;
use rmpv::Value;
use std::path::{Path, PathBuf};

/// One opened msgpack or JSON file, with its path for error messages.
pub struct File {
    pub path: PathBuf,
    pub value: Value,
}

/// A value inside a [`File`]; every getter fails with the file's path.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    path: &'a Path,
    pub value: &'a Value,
}

/// The one place that touches the disk: a pipeline is a folder of files, read once.
#[allow(clippy::disallowed_methods)]
pub fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    std::fs::read(path).map_err(|e| LoadError::io(path, e))
}

pub fn read_json(path: &Path) -> Result<serde_json::Value, LoadError> {
    serde_json::from_slice(&read(path)?).map_err(|e| LoadError::malformed(path, e.to_string()))
}

impl File {
    pub fn msgpack(path: PathBuf) -> Result<File, LoadError> {
        let bytes = read(&path)?;
        let value = rmpv::decode::read_value(&mut bytes.as_slice()).map_err(|e| LoadError::malformed(&path, e.to_string()))?;
        Ok(File { path, value })
    }

    pub fn root(&self) -> Node<'_> {
        Node { path: &self.path, value: &self.value }
    }
}

impl<'a> Node<'a> {
    pub fn error(&self, what: impl Into<String>) -> LoadError {
        LoadError::malformed(self.path, what)
    }

    pub fn find(&self, key: &str) -> Option<Node<'a>> {
        let found = self.value.as_map()?.iter().find(|(k, _)| text_of(k) == Some(key))?;
        Some(Node { path: self.path, value: &found.1 })
    }

    pub fn get(&self, key: &str) -> Result<Node<'a>, LoadError> {
        self.find(key).ok_or_else(|| self.error(format!("no entry '{key}'")))
    }

    pub fn items(&self) -> Result<Vec<Node<'a>>, LoadError> {
        let items = self.value.as_array().ok_or_else(|| self.error("expected a list"))?;
        Ok(items.iter().map(|value| Node { path: self.path, value }).collect())
    }

    pub fn entries(&self) -> Result<Vec<(&'a Value, Node<'a>)>, LoadError> {
        let entries = self.value.as_map().ok_or_else(|| self.error("expected a map"))?;
        Ok(entries.iter().map(|(k, value)| (k, Node { path: self.path, value })).collect())
    }

    pub fn text(&self) -> Result<&'a str, LoadError> {
        text_of(self.value).ok_or_else(|| self.error("expected text"))
    }

    pub fn number(&self) -> Result<u64, LoadError> {
        self.value.as_u64().ok_or_else(|| self.error("expected a number"))
    }

    /// A numpy array of 32-bit floats, with its shape.
    fn array(&self) -> Result<Array, LoadError> {
        if self.get("type")?.text()? != "<f4" {
            return Err(self.error("an array is not of little-endian 32-bit floats"));
        }
        let shape: Vec<usize> = self.get("shape")?.items()?.iter().map(|n| n.number().map(|n| n as usize)).collect::<Result<_, _>>()?;
        let Value::Binary(data) = self.get("data")?.value else { return Err(self.error("an array has no data")) };
        let data: Vec<f32> = data.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        if shape.iter().product::<usize>() != data.len() {
            return Err(self.error("an array's data do not fit its shape"));
        }
        Ok(Array { shape, data })
    }
}

pub fn text_of(v: &Value) -> Option<&str> {
    match v {
        Value::String(s) => s.as_str(),
        Value::Binary(b) => std::str::from_utf8(b).ok(),
        _ => None,
    }
}

/// A parameter array in row-major order.
#[derive(Clone, Debug)]
pub struct Array {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

/// A serialised network: its layers in the order of the file (breadth first).
pub struct Network {
    path: PathBuf,
    layers: Vec<Layer>,
}

/// One layer.
pub struct Layer {
    pub index: usize,
    pub name: String,
    refs: Vec<(String, usize)>,
    attrs: Vec<(String, Value)>,
    params: Vec<(String, Array)>,
}

impl Network {
    pub fn read(path: PathBuf) -> Result<Network, LoadError> {
        let file = File::msgpack(path)?;
        let root = file.root();
        let (nodes, attrs, params) = (root.get("nodes")?.items()?, root.get("attrs")?.items()?, root.get("params")?.items()?);
        if nodes.len() != attrs.len() || nodes.len() != params.len() {
            return Err(root.error("layers, attributes and parameters differ in number"));
        }
        let mut layers = Vec::with_capacity(nodes.len());
        for ((node, attr), param) in nodes.iter().zip(&attrs).zip(&params) {
            let mut layer = Layer {
                index: node.get("index")?.number()? as usize,
                name: node.get("name")?.text()?.to_owned(),
                refs: Vec::new(),
                attrs: Vec::new(),
                params: Vec::new(),
            };
            for (key, value) in node.get("refs")?.entries()? {
                if let (Some(key), Some(at)) = (text_of(key), value.value.as_u64()) {
                    layer.refs.push((key.to_owned(), at as usize));
                }
            }
            for (key, value) in attr.entries()? {
                // An attribute is itself msgpack inside a byte string.
                let (Some(key), Value::Binary(bytes)) = (text_of(key), value.value) else { continue };
                if let Ok(value) = rmpv::decode::read_value(&mut bytes.as_slice()) {
                    layer.attrs.push((key.to_owned(), value));
                }
            }
            for (key, value) in param.entries()? {
                if let (Some(key), false) = (text_of(key), value.value.is_nil()) {
                    layer.params.push((key.to_owned(), value.array()?));
                }
            }
            layers.push(layer);
        }
        Ok(Network { path: file.path, layers })
    }

    pub fn error(&self, what: impl Into<String>) -> LoadError {
        LoadError::malformed(&self.path, what)
    }

    pub fn unsupported(&self, what: impl Into<String>) -> LoadError {
        LoadError::unsupported(&self.path, what)
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Layer> {
        self.layers.iter().filter(move |l| l.name == name)
    }

    pub fn one(&self, name: &str) -> Result<&Layer, LoadError> {
        self.layers.iter().find(|l| l.name == name).ok_or_else(|| self.error(format!("no layer '{name}'")))
    }

    /// The layer that the first layer refers to by this name.
    pub fn reference(&self, name: &str) -> Option<&Layer> {
        let at = self.layers.first()?.refs.iter().find(|(n, _)| n == name)?.1;
        self.layers.iter().find(|l| l.index == at)
    }

    /// A parameter, which must have this number of dimensions.
    pub fn param(&self, layer: &Layer, name: &str, dims: usize) -> Result<Array, LoadError> {
        let found = layer.params.iter().find(|(n, _)| n == name).map(|(_, a)| a.clone());
        found
            .filter(|a| a.shape.len() == dims)
            .ok_or_else(|| self.error(format!("layer '{}' has no parameter '{name}' of {dims} dimensions", layer.name)))
    }
}

impl Layer {
    pub fn attr(&self, name: &str) -> Option<&Value> {
        self.attrs.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    pub fn attr_number(&self, name: &str) -> Option<u64> {
        self.attr(name)?.as_u64()
    }
}

/// `config.cfg`: sections of `key = JSON value`.
pub struct Config {
    path: PathBuf,
    sections: Vec<(String, Vec<(String, serde_json::Value)>)>,
}

impl Config {
    pub fn read(path: PathBuf) -> Result<Config, LoadError> {
        let text = String::from_utf8(read(&path)?).map_err(|e| LoadError::malformed(&path, e.to_string()))?;
        let mut sections: Vec<(String, Vec<(String, serde_json::Value)>)> = Vec::new();
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                sections.push((name.to_owned(), Vec::new()));
            } else if let (Some((key, value)), Some((_, entries))) = (line.split_once(" = "), sections.last_mut()) {
                // References to other sections (`${…}`) are no JSON; nothing here needs them.
                let value = serde_json::from_str(value).unwrap_or(serde_json::Value::Null);
                entries.push((key.trim().to_owned(), value));
            }
        }
        Ok(Config { path, sections })
    }

    pub fn get(&self, section: &str, key: &str) -> Option<&serde_json::Value> {
        let (_, entries) = self.sections.iter().find(|(name, _)| name == section)?;
        entries.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    pub fn text(&self, section: &str, key: &str) -> Option<&str> {
        self.get(section, key)?.as_str()
    }

    pub fn list(&self, section: &str, key: &str) -> Vec<&str> {
        self.get(section, key).and_then(|v| v.as_array()).into_iter().flatten().filter_map(|v| v.as_str()).collect()
    }

    pub fn unsupported(&self, what: impl Into<String>) -> LoadError {
        LoadError::unsupported(&self.path, what)
    }
}
