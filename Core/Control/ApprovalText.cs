using System.Globalization;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Control;

/// <summary>Texts of an approval, shared by the controller's events, the command line and the dashboard.</summary>
public static class ApprovalText
{
    /// <summary>The request's target: <c>POST api.example.com/v1</c>.</summary>
    public static string TargetOf(ApprovalView approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return $"{approval.Method} {approval.Host}{approval.Path}".Trim();
    }

    /// <summary>The approval's reach: <c>api.example.com:443 alone, for one request, until 14:05:00 UTC</c>.</summary>
    public static string ReachOf(ApprovalView approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        string place = ApprovalReach.IsEverywhere(approval.State, approval.AnyHost)
            ? "any host"
            : $"{(approval.Host.Length == 0 ? "its host" : approval.Host)} alone";
        string once = approval.Once ? ", for one request" : "";
        string until = approval.Until is { } end ? string.Create(CultureInfo.InvariantCulture, $", until {end.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC") : "";
        return place + once + until;
    }
}
