namespace BotBottle.Core.Dlp;

/// <summary>How sure a rule is of one place.</summary>
internal enum TokenOutcome
{
    /// <summary>Nothing, whatever comes.</summary>
    No,
    /// <summary>What comes decides.</summary>
    Open,
    /// <summary>A match, of a length that nothing that comes changes.</summary>
    Yes,
}
