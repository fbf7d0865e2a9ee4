using Parquet;
using Parquet.Schema;

namespace SamHost.Runs.Exporting;

/// <summary>A table as Parquet: a row group a block.</summary>
public sealed class ParquetTable(string path) : ITableFile
{
    private readonly FileStream _file = File.Create(path);
    private ParquetWriter? _writer;
    private DataField[] _fields = [];

    public void Write(IReadOnlyList<ExportColumn> columns) => Task.Run(() => WriteAsync(columns)).GetAwaiter().GetResult();

    public void Dispose()
    {
        _writer?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Dispose();
    }

    private async Task WriteAsync(IReadOnlyList<ExportColumn> columns)
    {
        if (_writer is null)
        {
            _fields = [.. columns.Select(column => new DataField(column.Name, column.Values.GetType().GetElementType()!))];
            _writer = await ParquetWriter.CreateAsync(new ParquetSchema(_fields), _file).ConfigureAwait(false);
        }

        using var group = _writer.CreateRowGroup();
        foreach (var (field, column) in _fields.Zip(columns)) await Write(group, field, column.Values).ConfigureAwait(false);
        group.CompleteValidate();
    }

    private static Task Write(ParquetRowGroupWriter group, DataField field, Array values) => values switch
    {
        string?[] texts => group.WriteAsync(field, texts),
        int[] numbers => group.WriteAsync<int>(field, numbers),
        long[] numbers => group.WriteAsync<long>(field, numbers),
        bool?[] flags => group.WriteAsync<bool>(field, flags),
        int?[] numbers => group.WriteAsync<int>(field, numbers),
        long?[] numbers => group.WriteAsync<long>(field, numbers),
        double?[] numbers => group.WriteAsync<double>(field, numbers),
        _ => throw new ArgumentException($"There is no column of {values.GetType()}.", nameof(values)),
    };
}
