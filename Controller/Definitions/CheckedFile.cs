namespace BotBottle.Controller.Definitions;

/// <summary>What <c>check</c> says about one file; member names are the JSON contract in snake_case.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Ok">Whether a run would take it.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record CheckedFile(string File, bool Ok, IReadOnlyList<CheckedProblem> Problems)
{
    /// <summary>What is in order and should be known all the same: limits that are spent already.</summary>
    public IReadOnlyList<CheckedProblem> Warnings { get; init; } = [];
}
