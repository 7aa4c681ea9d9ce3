using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Dlp;

/// <summary>Which detector made a finding.</summary>
[JsonConverter(typeof(WireName<DlpKind>))]
public enum DlpKind
{
    /// <summary>The public shape of a credential.</summary>
    TokenPattern,
    /// <summary>A value that this run must not give away.</summary>
    KnownSecret,
    /// <summary>A rule of the operator's (<c>dlp.rules</c>).</summary>
    Rule,
}
