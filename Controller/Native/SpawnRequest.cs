namespace BotBottle.Controller.Native;

/// <summary>A program to start, and everything it gets from us: what is not named here is not inherited.</summary>
internal sealed record SpawnRequest
{
    /// <summary>The program's file; no search along PATH.</summary>
    public required string Path { get; init; }

    /// <summary>The arguments after the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where it starts; null: where we are.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Descriptors beyond 0, 1 and 2; a mapping may also replace one of these three.</summary>
    public IReadOnlyList<DescriptorMapping> Descriptors { get; init; } = [];

    /// <summary>
    /// A session of its own: no Ctrl-C and no hang-up of our terminal reaches it, and it cannot open ours as /dev/tty.
    /// </summary>
    public bool NewSession { get; init; }

    /// <summary>With <see cref="NewSession"/>: the terminal that becomes the new session's own.</summary>
    public TerminalMapping? Terminal { get; init; }
}
