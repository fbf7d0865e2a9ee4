using Microsoft.AspNetCore.Http;

namespace SamHost.Live.Serving;

/// <summary>The page's own files, which are in the assembly.</summary>
internal static class PageFiles
{
    private const string Folder = "wwwroot/";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [""] = "text/plain; charset=utf-8",
    };

    /// <summary>The addresses of the files.</summary>
    public static IEnumerable<string> Addresses => typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && Types.ContainsKey(Path.GetExtension(name)))
        .Select(name => "/" + name[Folder.Length..]);

    /// <summary>Answers with a file.</summary>
    public static async Task SendAsync(HttpContext context, string address)
    {
        var file = typeof(PageFiles).Assembly.GetManifestResourceStream(Folder + address[1..])!;
        await using var _ = file.ConfigureAwait(false);
        context.Response.ContentType = Types[Path.GetExtension(address)];
        await file.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
