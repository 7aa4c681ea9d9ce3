using System.Text;
using BotBottle.Core.Providers;
using BotBottle.Core.Text;

namespace BotBottle.Proxy.Run;

/// <summary>Removes credentials from a query (<c>?key=</c>). It compares the decoded names of parameters, as upstreams do.</summary>
internal static class QueryCredentials
{
    /// <summary>The query without its credentials; null if nothing is left.</summary>
    public static string? Strip(string? query)
    {
        if (query is null)
        {
            return null;
        }
        string[] parameters = query.Split('&');
        string[] kept = [.. parameters.Where(parameter => !IsCredential(parameter))];
        return kept.Length == parameters.Length ? query : kept.Length == 0 ? null : string.Join('&', kept);
    }

    private static bool IsCredential(string parameter)
    {
        string name = Decode(parameter.Split('=', 2)[0]);
        return AgentCredentials.QueryParameters.Any(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
    }

    private static string Decode(string name)
    {
        StringBuilder decoded = new(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            int high = i + 2 < name.Length && name[i] == '%' ? WireNumber.HexDigit((byte)name[i + 1]) : -1;
            int low = high < 0 ? -1 : WireNumber.HexDigit((byte)name[i + 2]);
            if (low < 0)
            {
                decoded.Append(name[i]);
                continue;
            }
            decoded.Append((char)((high << 4) | low));
            i += 2;
        }
        return decoded.ToString();
    }
}
