using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Checks the signature of a request as an AWS service does (Signature Version 4, in header fields).</summary>
internal static partial class AwsSignature
{
    /// <summary>True if the request, as it arrived, has a right signature by the key with this secret.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="secret">The secret access key.</param>
    public static bool IsRight(HttpRequest request, byte[] body, string secret)
    {
        Match parts = Parts().Match(request.Headers.Authorization.ToString());
        string target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!parts.Success || target.Contains('?', StringComparison.Ordinal))
        {
            return false;
        }

        string names = parts.Groups["names"].Value;
        string scope = parts.Groups["scope"].Value;
        IEnumerable<string> fields = names.Split(';').Select(name => $"{name}:{Folded(request.Headers[name].ToString())}\n");

        // Services other than S3 encode the path, which is encoded already, once more.
        string path = string.Join('/', target.Split('/').Select(Uri.EscapeDataString));
        string canonical = $"{request.Method}\n{path}\n\n{string.Concat(fields)}\n{names}\n{Hex(SHA256.HashData(body))}";
        string text = $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Sign);
        return Hex(Sign(key, text)) == parts.Groups["signature"].Value && names.Contains("host", StringComparison.Ordinal)
            && names.Contains("x-amz-security-token", StringComparison.Ordinal);
    }

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Folded(string value) => Spaces().Replace(value.Trim(), " ");

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=[^/]+/(?<scope>[0-9]{8}/[^,]+/aws4_request), ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Parts();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
