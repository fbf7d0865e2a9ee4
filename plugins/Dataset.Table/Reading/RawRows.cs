using System.Data.Common;
using System.Runtime.InteropServices;
using SamHost.Contracts.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>
/// The rows of a table as they were read: a float64 value for each feature column, NaN where the cell is missing, of a text column the code
/// of its text. In blocks, so that no large array is copied to make room.
/// </summary>
internal sealed class RawRows : IDisposable
{
    private const int BlockBytes = 40 << 20;
    private const int LargestBlock = 1 << 18;

    private readonly List<Tensor> _blocks = [];
    private readonly int _blockRows;
    private int _inLast;

    private RawRows(ColumnChoice choice)
    {
        Choice = choice;
        _blockRows = Math.Clamp(BlockBytes / sizeof(double) / choice.Features.Count, 1, LargestBlock);
        Texts = [.. choice.Features.Select(column => column.Kind == ColumnKind.Text ? new TextCodes() : null)];
    }

    internal ColumnChoice Choice { get; }

    /// <summary>How many rows there are.</summary>
    internal int Count => Labels.Count;

    /// <summary>The texts of each feature column; null of a column of numbers.</summary>
    internal IReadOnlyList<TextCodes?> Texts { get; }

    internal TextCodes LabelTexts { get; } = new();

    /// <summary>The label of each row by its code; -1 where it is missing.</summary>
    internal List<int> Labels { get; } = [];

    /// <summary>The right label of each row; null where no column says.</summary>
    internal List<int>? TrueLabels { get; private set; }

    /// <summary>The id of each row; null where no column says.</summary>
    internal List<string>? Ids { get; private set; }

    /// <summary>Whether each row tests; null where no column says.</summary>
    internal List<bool>? Tests { get; private set; }

    /// <summary>A cell that says neither that its row tests nor that it trains; null where there is none.</summary>
    internal string? UnknownTest { get; private set; }

    /// <summary>Reads all rows.</summary>
    internal static RawRows Read(Database database, TableRelation relation, ColumnChoice choice)
    {
        var rows = new RawRows(choice);
        try
        {
            rows.TrueLabels = choice.TrueLabel is null ? null : [];
            rows.Ids = choice.Id is null ? null : [];
            rows.Tests = choice.Test is null ? null : [];
            // A test table may write the same numbers in another way.
            var cells = choice.Features.Select(column => relation.Columns[column.Place]).Select(column => column.Kind == ColumnKind.Number
                ? $"coalesce({column.AsNumber}, 'nan'::DOUBLE)"
                : Text(column));
            var named = new[] { choice.Label, choice.TrueLabel, choice.Id, choice.Test }.OfType<SourceColumn>().Select(Text);
            database.Read($"SELECT {string.Join(", ", cells.Concat(named))} FROM {relation.Typed}", rows.Add);
            return rows;
        }
        catch (Exception)
        {
            rows.Dispose();
            throw;
        }

        static string Text(SourceColumn column) => $"nullif(trim(CAST({Sql.Column(column.Place)} AS VARCHAR)), '')";
    }

    /// <summary>Some rows, float64 [n, columns]; the caller owns it. The blocks that are read are given back.</summary>
    /// <param name="parts">The rows of each matrix, ascending.</param>
    internal Tensor[] Take(params long[][] parts)
    {
        var columns = Choice.Features.Count;
        Tensor[] taken = [.. parts.Select(rows => empty([rows.Length, columns], ScalarType.Float64))];
        var next = new int[parts.Length];
        for (var block = 0; block < _blocks.Count; block++)
        {
            var (first, end) = ((long)block * _blockRows, Math.Min((long)(block + 1) * _blockRows, Count));
            for (var part = 0; part < parts.Length; part++)
            {
                var from = next[part];
                while (next[part] < parts[part].Length && parts[part][next[part]] < end) next[part]++;
                if (next[part] == from) continue;
                using var scope = NewDisposeScope();
                var places = tensor(parts[part][from..next[part]]).sub_(first);
                taken[part].narrow(0, from, next[part] - from).copy_(_blocks[block].index_select(0, places));
            }

            _blocks[block].Dispose();
        }

        _blocks.Clear();
        return taken;
    }

    /// <summary>The number of missing cells of each feature column, and which rows have one.</summary>
    internal (long[] Counts, bool[] Rows) FindMissing()
    {
        var (counts, missing) = (new long[Choice.Features.Count], new bool[Count]);
        foreach (var (block, values) in _blocks.Index())
        {
            using var scope = NewDisposeScope();
            var isMissing = values.narrow(0, 0, RowsIn(block)).isnan();
            var sums = isMissing.sum(0, type: ScalarType.Int64).data<long>().ToArray();
            if (sums.All(sum => sum == 0)) continue;
            for (var column = 0; column < counts.Length; column++) counts[column] += sums[column];
            isMissing.any(1).data<bool>().ToArray().CopyTo(missing, block * _blockRows);
        }

        return (counts, missing);
    }

    /// <summary>Refuses what single precision does not hold.</summary>
    /// <exception cref="DataFileException">A number is infinite, or too large.</exception>
    internal void RequireFinite(string path)
    {
        foreach (var (block, values) in _blocks.Index())
        {
            using var scope = NewDisposeScope();
            var wrong = values.narrow(0, 0, RowsIn(block)).abs() > float.MaxValue;
            if (!wrong.any().ToBoolean()) continue;
            var place = wrong.nonzero()[0].data<long>().ToArray();
            throw new DataFileException(
                path, $"data row {(block * (long)_blockRows) + place[0]}, {Choice.Features[(int)place[1]].Title}",
                "expected a finite number that single precision holds, and found an infinite or a larger one");
        }
    }

    public void Dispose()
    {
        foreach (var block in _blocks) block.Dispose();
        _blocks.Clear();
    }

    private int RowsIn(int block) => block == _blocks.Count - 1 ? _inLast : _blockRows;

    private void Add(DbDataReader row)
    {
        if (_blocks.Count == 0 || _inLast == _blockRows)
        {
            _blocks.Add(empty([_blockRows, Choice.Features.Count], ScalarType.Float64).DetachFromDisposeScope());
            _inLast = 0;
        }

        var values = MemoryMarshal.Cast<byte, double>(_blocks[^1].bytes).Slice(_inLast++ * Texts.Count, Texts.Count);
        for (var column = 0; column < values.Length; column++)
        {
            values[column] = Texts[column] is { } codes
                ? row.IsDBNull(column) ? double.NaN : codes.Of(row.GetString(column))
                : row.GetDouble(column);
        }

        var next = values.Length;
        Labels.Add(Code(row, next++));
        TrueLabels?.Add(Code(row, next++));
        Ids?.Add(row.IsDBNull(next) ? "" : row.GetString(next));
        if (Ids is not null) next++;
        if (Tests is null) return;
        var word = row.IsDBNull(next) ? "" : row.GetString(next);
        var tests = word.ToLowerInvariant() is "test" or "true" or "1" or "yes";
        if (!tests && word.ToLowerInvariant() is not ("train" or "false" or "0" or "no")) UnknownTest ??= word;
        Tests.Add(tests);
    }

    private int Code(DbDataReader row, int column) => row.IsDBNull(column) ? -1 : LabelTexts.Of(row.GetString(column));
}
