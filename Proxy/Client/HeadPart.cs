using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Client;

/// <summary>A part of a request's head in the text that is looked into.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="ValueStart">Where its value begins.</param>
/// <param name="End">Where its value ends.</param>
/// <param name="Name">How a refusal names it; null for a field, which is named by its own name.</param>
/// <param name="Field">The field's index; meaningful without a name.</param>
internal readonly record struct HeadPart(int Start, int ValueStart, int End, string? Name, int Field)
{
    /// <summary>The name of the query, the one part beside fields in which something can be masked.</summary>
    public const string Query = "query";

    /// <summary>Where a finding stands. A name that holds it is not repeated.</summary>
    public string PlaceOf(DlpFinding finding, HeaderTable fields) =>
        Name ?? (finding.Start < ValueStart ? "header name" : $"header {Encoding.Latin1.GetString(fields[Field].Name).ToLowerInvariant()}");

    /// <summary>The path was decided on, and a name says what a field is: only what lies within a value can be masked.</summary>
    public bool CanMask(DlpFinding finding) => Name is null or Query && finding.Start >= ValueStart && finding.Start + finding.Length <= End;
}
