using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SamHost.Live.Serving;

/// <summary>
/// Who is answered: a browser on this machine whose user was given the link. Other users of the machine reach the port too, and so does
/// any web page that the browser has open, by a name of its own that leads to 127.0.0.1 (DNS rebinding): the first lack the token, the
/// second send that name.
/// </summary>
/// <param name="takesPosts">Whether the page may change something, by requests of its own.</param>
internal sealed class AccessRules(bool takesPosts = false)
{
    private const string TokenParameter = "token";

    // What the page needs and no more; nothing on it can ask another machine for anything.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The link to the page.</summary>
    /// <param name="port">The port that is listened to.</param>
    public Uri LinkTo(int port) => new($"http://127.0.0.1:{port}/?{TokenParameter}={_token}");

    /// <summary>Answers what is refused.</summary>
    /// <returns>Whether the request may go on.</returns>
    public async Task<bool> AdmitAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
        var refusal = Refusal(request);
        if (refusal is not { } refused)
        {
            // A cookie belongs to all ports of a host, so its name has the port. The link's own request is answered at once: a cookie that
            // is SameSite=Strict would not be sent along a redirect from another site.
            if (request.Query.ContainsKey(TokenParameter))
                response.Cookies.Append(CookieName(request), _token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
            return true;
        }

        response.StatusCode = refused.Status;
        response.ContentType = "text/plain; charset=utf-8";
        if (refused.Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = takesPosts ? $"{HttpMethods.Get}, {HttpMethods.Post}" : HttpMethods.Get;
        await response.WriteAsync(refused.Reason + "\n", context.RequestAborted).ConfigureAwait(false);
        return false;
    }

    private (int Status, string Reason)? Refusal(HttpRequest request)
    {
        if (request.Host.Host is not ("127.0.0.1" or "localhost"))
            return (StatusCodes.Status403Forbidden, "This page answers to 127.0.0.1 and localhost alone.");
        var isPost = takesPosts && HttpMethods.IsPost(request.Method);
        if (!HttpMethods.IsGet(request.Method) && !isPost) return (StatusCodes.Status405MethodNotAllowed, "This page can only be read.");
        // A page of another site sends its own name.
        if (isPost && request.Headers.Origin != $"http://{request.Host}")
            return (StatusCodes.Status403Forbidden, "Only this page itself may change something.");
        var given = request.Query.TryGetValue(TokenParameter, out var token) ? token.ToString() : request.Cookies[CookieName(request)];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(_token))
            ? null
            : (StatusCodes.Status401Unauthorized, "Open the link that samhost has printed: it holds the token that this page asks for.");
    }

    private static string CookieName(HttpRequest request) => $"samhost-{request.HttpContext.Connection.LocalPort}";
}
