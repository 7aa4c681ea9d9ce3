using System.Text.Json.Serialization;

namespace BotBottle.Controller.Definitions;

/// <summary>The result of <c>check</c> for one file; member names are the JSON contract in snake_case.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Ok">True if a run would accept it.</param>
/// <param name="Problems">The errors in it.</param>
internal sealed record CheckedFile(string File, bool Ok, IReadOnlyList<CheckedProblem> Problems)
{
    /// <summary>Remarks on a valid file: limits that are already spent, keys without effect, logins that are not kept.</summary>
    public IReadOnlyList<CheckedProblem> Warnings { get; init; } = [];
}

/// <summary>One error in a file.</summary>
/// <param name="Line">The line, from 1; null if the error concerns the whole file, or another file that the message names.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">The error and its correction.</param>
internal sealed record CheckedProblem(int? Line, int? Column, string Message);

/// <summary>The JSON forms of <c>check --json</c>, with <c>--show</c> and without.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<DefinitionLine>))]
[JsonSerializable(typeof(IReadOnlyList<CheckedFile>))]
internal sealed partial class DefinitionJson : JsonSerializerContext;
