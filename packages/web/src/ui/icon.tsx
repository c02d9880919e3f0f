import {
  AlignLeft,
  ArrowDown,
  ArrowRight,
  ArrowUp,
  Bookmark,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronsUpDown,
  CircleAlert,
  Clock,
  Columns2,
  Copy,
  Ellipsis,
  Eye,
  Folder,
  FolderInput,
  Globe,
  Info,
  Key,
  Languages,
  LayoutGrid,
  Link,
  List,
  ListFilter,
  Lock,
  LogOut,
  type LucideIcon,
  Menu,
  Moon,
  Pencil,
  Plus,
  RotateCcw,
  Rows2,
  Search,
  SlidersHorizontal,
  Star,
  Tag,
  TextAlignJustify,
  Trash2,
  TriangleAlert,
  Undo2,
  User,
  WifiOff,
  X,
} from 'lucide-react';

const icons = {
  alert: TriangleAlert,
  arrow: ArrowRight,
  back: ChevronLeft,
  bad: CircleAlert,
  cards: LayoutGrid,
  check: Check,
  clock: Clock,
  comfortable: AlignLeft,
  compact: TextAlignJustify,
  copy: Copy,
  down: ChevronDown,
  eye: Eye,
  filter: ListFilter,
  folder: Folder,
  globe: Globe,
  info: Info,
  inline: Rows2,
  key: Key,
  label: Bookmark,
  languages: Languages,
  link: Link,
  list: List,
  lock: Lock,
  menu: Menu,
  moon: Moon,
  more: Ellipsis,
  move: FolderInput,
  'move-down': ArrowDown,
  'move-up': ArrowUp,
  offline: WifiOff,
  pen: Pencil,
  plus: Plus,
  refresh: RotateCcw,
  right: ChevronRight,
  search: Search,
  settings: SlidersHorizontal,
  'sign-out': LogOut,
  split: Columns2,
  star: Star,
  tag: Tag,
  trash: Trash2,
  undo: Undo2,
  'up-down': ChevronsUpDown,
  user: User,
  x: X,
} satisfies Record<string, LucideIcon>;

export type IconName = keyof typeof icons;

/** A sign of 16 px beside a word, or inside a control that has a name of its own. */
export function Icon({
  name,
  isFilled = false,
  className = '',
}: {
  name: IconName;
  isFilled?: boolean;
  className?: string;
}) {
  const Shape = icons[name];
  return (
    <Shape
      className={`i ${className}`}
      size={16}
      strokeWidth={1.5}
      absoluteStrokeWidth
      fill={isFilled ? 'currentColor' : 'none'}
      aria-hidden="true"
    />
  );
}
