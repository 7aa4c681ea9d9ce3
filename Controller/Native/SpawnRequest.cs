namespace BotBottle.Controller.Native;

/// <summary>A program to start, and all that it inherits from us.</summary>
internal sealed record SpawnRequest
{
    /// <summary>The program's file; PATH is not searched.</summary>
    public required string Path { get; init; }

    /// <summary>The arguments after the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Its working folder; null for ours.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>File descriptors beyond 0, 1 and 2; a mapping may also replace one of these three.</summary>
    public IReadOnlyList<DescriptorMapping> Descriptors { get; init; } = [];

    /// <summary>True for a new session: neither Ctrl-C nor a hang-up of our terminal reaches it, and it cannot open ours as /dev/tty.</summary>
    public bool NewSession { get; init; }

    /// <summary>With <see cref="NewSession"/>, the controlling terminal of the new session.</summary>
    public TerminalMapping? Terminal { get; init; }
}
