using System.Collections.Frozen;

namespace BotBottle.Core.Providers;

/// <summary>
/// The POST calls of one API, each with its effect on a budget. In a path, <c>{}</c> stands for one segment, and a final <c>**</c> for the path before it and
/// all paths below.
/// </summary>
/// <param name="Name">The API.</param>
/// <param name="Source">The package of which the paths are read, with its version.</param>
/// <param name="Base">The folder of the paths at the vendor's own host; elsewhere the calls are known below any folder.</param>
internal sealed record CallGroup(string Name, string Source, string Base = "")
{
    /// <summary>The format with which settings name the API; null for a part of another API.</summary>
    public ApiFormat? Api { get; init; }

    /// <summary>True if the hosts of built-in providers offer the calls.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>The dialect by which the free calls are judged and refused: they may define tools as model calls do.</summary>
    public CallFormat Judged { get; init; }

    /// <summary>Calls that generate tokens, with the dialect of their responses.</summary>
    public IReadOnlyDictionary<string, CallFormat> Models { get; init; } = FrozenDictionary<string, CallFormat>.Empty;

    /// <summary>Calls that count tokens, free at any provider.</summary>
    public IReadOnlyDictionary<string, CallFormat> Counts { get; init; } = FrozenDictionary<string, CallFormat>.Empty;

    /// <summary>Calls that spend nothing: definitions, cancellations. Their tools are judged as those of model calls.</summary>
    public IReadOnlyList<string> Free { get; init; } = [];

    /// <summary>Calls that store files, and spend nothing. A file is not judged as a request.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Calls that spend later, or may, where no response shows it; and those of an account's administration.</summary>
    public IReadOnlyList<string> Unmetered { get; init; } = [];

    /// <summary>True for a call that is charged, or free at any provider.</summary>
    public bool IsCharged((string Path, CallClass Class) row) => row.Class.Kind != CallKind.Free || Counts.ContainsKey(row.Path);

    /// <summary>All calls, with their classes.</summary>
    public IEnumerable<(string Path, CallClass Class)> Rows =>
    [
        .. Models.Select(row => (row.Key, new CallClass(CallKind.ModelCall, row.Value))),
        .. Counts.Select(row => (row.Key, new CallClass(CallKind.Free, row.Value))),
        .. Free.Select(path => (path, new CallClass(CallKind.Free, Judged))),
        .. Files.Select(path => (path, new CallClass(CallKind.Free, CallFormat.Unknown))),
        .. Unmetered.Select(path => (path, new CallClass(CallKind.Unmetered, CallFormat.Unknown))),
    ];
}
