using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Class-conditional label noise whose probabilities are given in full.</summary>
public sealed class TransitionMatrixNoise(TransitionMatrixOptions options) : ILabelNoise
{
    private const double SumTolerance = 1e-6;

    /// <inheritdoc/>
    /// <exception cref="ComponentException">The matrix does not fit the classes, or a row is no distribution.</exception>
    public long[] Corrupt(NoiseRequest request)
    {
        var problems = Problems(options.Matrix, request.ClassNames).ToList();
        if (problems.Count > 0)
            throw new ComponentException(nameof(TransitionMatrixOptions.Matrix), string.Join("; ", problems) + ".");
        return new TransitionMatrix(options.Matrix).Draw(request);
    }

    private static IEnumerable<string> Problems(double[][] matrix, IReadOnlyList<string> classNames)
    {
        var classCount = classNames.Count;
        if (matrix.Length != classCount)
            yield return $"Matrix has {matrix.Length} rows, and the data set has {classCount} classes";

        foreach (var (index, row) in matrix.Index())
        {
            var name = index < classCount ? $"row {index} ({classNames[index]})" : $"row {index}";
            if (row.Length != classCount)
                yield return $"{name} has {row.Length} probabilities instead of {classCount}";
            foreach (var (column, value) in row.Index().Where(entry => !(entry.Item >= 0 && entry.Item <= 1)))
                yield return $"{name}, column {column} is {Text(value)}, which is not between 0 and 1";
            if (row.All(value => value >= 0 && value <= 1) && Math.Abs(row.Sum() - 1) > SumTolerance)
                yield return $"{name} sums to {Text(row.Sum())} instead of 1";
        }
    }

    private static string Text(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);
}
