namespace BotBottle.Controller.Native;

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
