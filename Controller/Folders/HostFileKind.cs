namespace BotBottle.Controller.Folders;

/// <summary>Treatment of a file or folder that programs of the host obey.</summary>
internal enum HostFileKind
{
    /// <summary>Read-only; if it does not exist, an empty folder takes its place while a run lives.</summary>
    Masked,

    /// <summary>Read-only if it exists; a new one is reported at the end.</summary>
    MaskedIfThere,

    /// <summary>Stays writable, because an agent may need to change it; reported at the end with the changed lines.</summary>
    Named,
}
