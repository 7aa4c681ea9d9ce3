namespace BotBottle.Controller.Definitions;

/// <summary>One error in a file.</summary>
/// <param name="Line">The line, from 1; null if the error concerns the whole file, or another file that the message names.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">The error and its correction.</param>
internal sealed record CheckedProblem(int? Line, int? Column, string Message);
