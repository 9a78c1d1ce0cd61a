//! The transports that the reference registers. Source: reference.md §5.3.

/// Where an image lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// `atomic`
    Atomic,
    /// `containers-storage`
    ContainersStorage,
    /// `dir`
    Directory,
    /// `docker`
    Docker,
    /// `docker-archive`
    DockerArchive,
    /// `docker-daemon`
    DockerDaemon,
    /// `oci`
    Oci,
    /// `oci-archive`
    OciArchive,
    /// `ostree`, a stub in the reference's build
    Ostree,
    /// `sif`
    Sif,
    /// `tarball`
    Tarball,
}

impl Transport {
    /// Every transport, by name.
    pub const ALL: [Self; 11] = [
        Self::Atomic,
        Self::ContainersStorage,
        Self::Directory,
        Self::Docker,
        Self::DockerArchive,
        Self::DockerDaemon,
        Self::Oci,
        Self::OciArchive,
        Self::Ostree,
        Self::Sif,
        Self::Tarball,
    ];

    /// The transport with this name; names are case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.name() == name)
    }

    /// Its name, in image names and in policies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Atomic => "atomic",
            Self::ContainersStorage => "containers-storage",
            Self::Directory => "dir",
            Self::Docker => "docker",
            Self::DockerArchive => "docker-archive",
            Self::DockerDaemon => "docker-daemon",
            Self::Oci => "oci",
            Self::OciArchive => "oci-archive",
            Self::Ostree => "ostree",
            Self::Sif => "sif",
            Self::Tarball => "tarball",
        }
    }
}
