using Microsoft.AspNetCore.Http;
using SamHost.Reporting.Pages;

namespace SamHost.Live.Serving;

/// <summary>The page's files: its own, which are in the assembly, and those of every page.</summary>
internal static class PageFiles
{
    private const string Folder = "wwwroot/";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
    };

    /// <summary>What draws figures here draws them in reports, too.</summary>
    private static readonly string[] Shared = [PageResources.Charts, PageResources.FigureScript, PageResources.FigureStyle];

    /// <summary>The addresses of the files.</summary>
    public static IEnumerable<string> Addresses => Shared.Select(name => "/" + name).Concat(Own);

    private static IEnumerable<string> Own => typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && Types.ContainsKey(Path.GetExtension(name)))
        .Select(name => "/" + name[Folder.Length..]);

    /// <summary>Answers with a file.</summary>
    public static async Task SendAsync(HttpContext context, string address)
    {
        context.Response.ContentType = Types[Path.GetExtension(address)];
        if (Shared.Contains(address[1..]))
        {
            await context.Response.WriteAsync(PageResources.Read(address[1..]), context.RequestAborted).ConfigureAwait(false);
            return;
        }

        var file = typeof(PageFiles).Assembly.GetManifestResourceStream(Folder + address[1..])!;
        await using var _ = file.ConfigureAwait(false);
        await file.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
