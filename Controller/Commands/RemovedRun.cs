using System.Text.Json.Serialization;

namespace BotBottle.Controller.Commands;

/// <summary>The result of <c>rm</c> and <c>prune</c> for one run.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Removed">True if its files are gone.</param>
/// <param name="Bytes">Bytes on the disk that were freed, or with <c>--dry-run</c> would be.</param>
/// <param name="Note">The reason why it stays, or what else stays; null for nothing to say.</param>
internal sealed record RemovedRun(string Run, string Name, bool Removed, long Bytes, string? Note);

/// <summary>The JSON forms of <c>rm --json</c> and <c>prune --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<RemovedRun>))]
internal sealed partial class RemovedRunJson : JsonSerializerContext;
