using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Client;

/// <summary>A part of a request's head in the text that is searched.</summary>
/// <param name="Start">The offset of the part.</param>
/// <param name="ValueStart">The offset of its value.</param>
/// <param name="End">The offset of the end of its value.</param>
/// <param name="Name">The name in a refusal; null for a header field, which has its own name.</param>
/// <param name="Field">The index of the header field, if <paramref name="Name"/> is null.</param>
internal readonly record struct HeadPart(int Start, int ValueStart, int End, string? Name, int Field)
{
    /// <summary>The name of the query, the only part besides header fields that can be masked.</summary>
    public const string Query = "query";

    /// <summary>The place of a finding. A header field's name is left out if it contains the finding.</summary>
    public string PlaceOf(DlpFinding finding, HeaderTable fields) =>
        Name ?? (finding.Start < ValueStart ? "header name" : $"header {Encoding.Latin1.GetString(fields[Field].Name).ToLowerInvariant()}");

    /// <summary>
    /// The reason why the finding cannot be masked; null if it can. It must lie within the value of a header field or of the query. The decision depends on the
    /// path, and a field's name gives its meaning.
    /// </summary>
    public string? ObstacleTo(DlpFinding finding) =>
        Name is null or Query && finding.Start >= ValueStart && finding.Start + finding.Length <= End && !finding.IsCut ? null
        : "of a head only values of the query and of header fields are masked";
}
