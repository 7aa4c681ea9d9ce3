namespace BotBottle.Controller.Definitions;

/// <summary>One thing that is wrong with a file.</summary>
/// <param name="Line">The line, from 1; null where the file as a whole is at fault, or another file is, which the message names.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
internal sealed record CheckedProblem(int? Line, int? Column, string Message);
