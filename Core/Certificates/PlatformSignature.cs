using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;

namespace BotBottle.Core.Certificates;

/// <summary>Signs BouncyCastle's encoding with the platform (ECDSA, SHA-256): signing in managed code costs about ten times as much.</summary>
internal sealed class PlatformSignature(ECDsa key) : ISignatureFactory
{
    private static readonly AlgorithmIdentifier Algorithm = new(X9ObjectIdentifiers.ECDsaWithSha256);

    /// <inheritdoc/>
    public object AlgorithmDetails => Algorithm;

    /// <inheritdoc/>
    public IStreamCalculator<IBlockResult> CreateCalculator() => new Calculator(key);

    private sealed class Calculator(ECDsa key) : IStreamCalculator<IBlockResult>
    {
        public Stream Stream { get; } = new MemoryStream(512);

        public IBlockResult GetResult()
        {
            // The generator has closed the stream, but its buffer is still readable.
            _ = ((MemoryStream)Stream).TryGetBuffer(out ArraySegment<byte> content);
            return new SimpleBlockResult(key.SignData(content.AsSpan(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
    }
}
