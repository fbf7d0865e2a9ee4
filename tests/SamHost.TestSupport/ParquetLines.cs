using System.Globalization;
using Parquet.Serialization;

namespace SamHost.TestSupport;

/// <summary>A Parquet file as the lines of a CSV file, read without its schema being known.</summary>
internal static class ParquetLines
{
    public static async Task<IReadOnlyList<string>> Read(string path)
    {
        using var file = File.OpenRead(path);
        var table = await ParquetSerializer.DeserializeUntypedAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        var names = table.Schema.GetDataFields().Select(field => field.Name).ToList();
        return [string.Join(',', names),
            .. table.Data.Select(row => string.Join(',', names.Select(name => Text(row.GetValueOrDefault(name)))))];
    }

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
