namespace BotBottle.Controller.Folders;

/// <summary>What is done about a file or folder that programs of the host obey.</summary>
internal enum HostFileKind
{
    /// <summary>Read-only; where there is none, an empty folder stands for it while a run lives.</summary>
    Masked,

    /// <summary>Read-only where it exists; one that comes is named at the end.</summary>
    MaskedIfThere,

    /// <summary>Stays writable, for changing it is an agent's work; named at the end with its lines.</summary>
    Named,
}
