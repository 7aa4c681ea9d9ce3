using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>Why an exchange ended; the first reason wins.</summary>
[JsonConverter(typeof(WireName<ExchangeEnd>))]
public enum ExchangeEnd
{
    /// <summary>Both messages went through whole.</summary>
    Complete,

    /// <summary>The client went away or broke the protocol.</summary>
    ClientAborted,

    /// <summary>The upstream went away, broke the protocol or timed out.</summary>
    UpstreamAborted,

    /// <summary>An operator's cut, or policy, ended it.</summary>
    Cut,

    /// <summary>The proxy that carried it died; found by the drain of its spool.</summary>
    ProxyDied,
}
