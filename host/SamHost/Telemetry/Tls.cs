using System.Security.Cryptography.X509Certificates;
using SamHost.Configuration;

namespace SamHost.Telemetry;

/// <summary>Encrypted connections by the standard variables: a collector's own authority, and a certificate of ours.</summary>
internal static class Tls
{
    private const string Authority = "OTEL_EXPORTER_OTLP_CERTIFICATE";
    private const string Certificate = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";
    private const string Key = "OTEL_EXPORTER_OTLP_CLIENT_KEY";

    /// <summary>Makes what carries requests.</summary>
    /// <exception cref="UserErrorException">A file that a variable names cannot be read.</exception>
    public static SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            // A collector's answer is short.
            MaxResponseHeadersLength = 64,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // The exporter's own requests are no part of the study.
            ActivityHeadersPropagator = null,
        };
        if (Variable(Authority) is { } authority)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.Add(Read(Authority, () => X509Certificate2.CreateFromPem(File.ReadAllText(authority))));
            handler.SslOptions.CertificateChainPolicy = trust;
        }

        if (Variable(Certificate) is { } certificate)
            handler.SslOptions.ClientCertificates = [Read(Certificate, () => X509Certificate2.CreateFromPemFile(certificate, Variable(Key)))];
        return handler;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static X509Certificate2 Read(string variable, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new UserErrorException($"environment variable {variable}: {e.Message.TrimEnd('.')}; name a PEM file.");
        }
    }
}
