using System.Runtime.InteropServices;

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

/// <summary>One file descriptor that a child inherits.</summary>
/// <param name="Handle">Our handle.</param>
/// <param name="Number">The number in the child.</param>
internal readonly record struct DescriptorMapping(SafeHandle Handle, int Number);

/// <summary>End or stop of a child: the decoded status word of waitpid(2).</summary>
/// <param name="Raw">The status word.</param>
internal readonly record struct ExitStatus(int Raw)
{
    /// <summary>The child called exit.</summary>
    public bool Exited => (Raw & 0x7f) == 0;

    /// <summary>The child is only stopped (Ctrl-Z, SIGTTIN) and can be continued.</summary>
    public bool Stopped => (Raw & 0xff) == 0x7f;

    /// <summary>The signal that ended or stopped the child; 0 when it exited.</summary>
    public int Signal => Stopped ? (Raw >> 8) & 0xff : Raw & 0x7f;

    /// <summary>The code that a shell would show: the child's own, or 128 + the signal.</summary>
    public int Code => Exited ? (Raw >> 8) & 0xff : 128 + Signal;
}
