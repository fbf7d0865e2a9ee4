using System.Security.Cryptography;
using SamHost.Configuration;

namespace SamHost.Plugins.Trust;

/// <summary>The ECDSA keys on the curve P-256 that lists of plugins are signed with.</summary>
public static class SigningKey
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string PublicLabel = "PUBLIC KEY";

    /// <summary>The key of <c>Plugins:PublicKey</c>.</summary>
    /// <param name="text">PEM, or the base64 of a SubjectPublicKeyInfo.</param>
    /// <exception cref="UserErrorException">It is no such key.</exception>
    public static ECDsa FromPublic(string text)
    {
        // Not ImportFromPem: it would take a private key too, which has no place in settings.
        var isPem = PemEncoding.TryFind(text, out var pem);
        if (isPem && text[pem.Label] != PublicLabel)
            throw new UserErrorException(
                $"Plugins:PublicKey: this is the PEM of '{text[pem.Label]}'; give that of the '{PublicLabel}', as 'openssl pkey -pubout' "
                    + "prints it.");
        return Import(key => key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(isPem ? text[pem.Base64Data] : text), out _))
            ?? throw new UserErrorException(
                "Plugins:PublicKey: this is no public ECDSA key on the curve P-256; give its PEM, or the base64 of its "
                    + "SubjectPublicKeyInfo.");
    }

    /// <summary>The key of <c>--sign</c>.</summary>
    /// <param name="file">A PEM file with a private key that has no passphrase.</param>
    /// <exception cref="UserErrorException">It is no such file.</exception>
    public static ECDsa FromPrivate(string file)
    {
        string pem;
        try
        {
            pem = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"--sign {file}: the key cannot be read ({e.Message.TrimEnd('.')}).");
        }

        return Import(key =>
        {
            key.ImportFromPem(pem);
            key.ExportECPrivateKey();
        }) ?? throw new UserErrorException(
            $"--sign {file}: this is no PEM file with a private ECDSA key on the curve P-256 and without a passphrase; 'openssl ecparam "
                + $"-name prime256v1 -genkey -noout -out {file}' makes one.");
    }

    /// <summary>A key's public part as <c>Plugins:PublicKey</c> takes it.</summary>
    public static string PublicText(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    private static ECDsa? Import(Action<ECDsa> import)
    {
        var key = ECDsa.Create();
        try
        {
            import(key);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value == P256) return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            // It is none, which the caller says.
        }

        key.Dispose();
        return null;
    }
}
