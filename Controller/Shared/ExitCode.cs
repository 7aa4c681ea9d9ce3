namespace BotBottle.Controller.Shared;

/// <summary>The exit codes of the contract (docs/contracts.md, section 5). <c>run</c> returns its command's own code.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The usage was right, but the command failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, or an invalid configuration.</summary>
    public const int Usage = 2;

    /// <summary><c>run</c>: the bottle could not be built, so the command never started.</summary>
    public const int NotBuilt = 125;

    /// <summary>Ended by Ctrl-C: 128 + SIGINT, as shells write it.</summary>
    public const int Interrupted = 130;

    /// <summary><c>run</c>: ended by a cutoff policy or an operator's kill: 128 + SIGKILL.</summary>
    public const int CutOff = 137;
}
